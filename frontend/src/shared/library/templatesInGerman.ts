/** What stands in the templates, in German; ids, variables, keys and addresses stay as they are. */
const GERMAN = new Map(
  Object.entries({
    'A request is approved by a manager, then by a director; the first who says no ends it.':
      'Ein Antrag wird von einer Führungskraft genehmigt, dann von der Leitung; wer zuerst Nein sagt, beendet ihn.',
    'Set approved to true to agree. A form with two buttons can take the place of the table of variables.':
      'Setzen Sie approved auf wahr, um zuzustimmen. Statt der Tabelle der Variablen kann hier ein Formular mit zwei Knöpfen stehen.',
    'Set confirmed to true to agree. A form with two buttons can take the place of the table of variables.':
      'Setzen Sie confirmed auf wahr, um zuzustimmen. Statt der Tabelle der Variablen kann hier ein Formular mit zwei Knöpfen stehen.',
    'Set is_right to true to agree. A form with two buttons can take the place of the table of variables.':
      'Setzen Sie is_right auf wahr, um zuzustimmen. Statt der Tabelle der Variablen kann hier ein Formular mit zwei Knöpfen stehen.',
    'Set finance_agrees to true to agree. A form with two buttons can take the place of the table of variables.':
      'Setzen Sie finance_agrees auf wahr, um zuzustimmen. Statt der Tabelle der Variablen kann hier ein Formular mit zwei Knöpfen stehen.',
    'Set law_agrees to true to agree. A form with two buttons can take the place of the table of variables.':
      'Setzen Sie law_agrees auf wahr, um zuzustimmen. Statt der Tabelle der Variablen kann hier ein Formular mit zwei Knöpfen stehen.',
    'One person enters something, another one checks it. Whoever entered it cannot check it; what is not right goes back.':
      'Eine Person gibt etwas ein, eine andere prüft es. Wer es eingegeben hat, darf es nicht prüfen; was nicht stimmt, geht zurück.',
    'A program elsewhere is called. What it refuses goes to a person who corrects it and calls again; when it does not answer, the call is tried again and then waits as an incident for an operator.':
      'Ein anderes Programm wird aufgerufen. Was es ablehnt, geht an eine Person, die es berichtigt und noch einmal sendet; antwortet es nicht, wird der Aufruf wiederholt und wartet dann als Störung auf den Betrieb.',
    'Two departments review at the same time; when both are done, the answers are brought together.':
      'Zwei Abteilungen prüfen gleichzeitig; sind beide fertig, werden die Antworten zusammengeführt.',
    'A task that is reminded of by mail after two days, and given to somebody else after a week.':
      'Eine Aufgabe, an die nach zwei Tagen eine E-Mail erinnert und die nach einer Woche jemand anderes bekommt.',
    Requested: 'Beantragt',
    Approve: 'Genehmigen',
    'Approve finally': 'Endgültig genehmigen',
    'Approved?': 'Genehmigt?',
    Accepted: 'Angenommen',
    Rejected: 'Abgelehnt',
    yes: 'ja',
    no: 'nein',
    Begun: 'Begonnen',
    Enter: 'Eingeben',
    Check: 'Prüfen',
    Checked: 'Geprüft',
    'Is it right?': 'Stimmt es?',
    'Enter what is to be checked.': 'Geben Sie ein, was geprüft werden soll.',
    Ordered: 'Bestellt',
    'Send the order': 'Bestellung senden',
    Sent: 'Gesendet',
    refused: 'abgelehnt',
    'Order refused': 'Bestellung abgelehnt',
    'Correct the order': 'Bestellung berichtigen',
    'Correct the order, or cancel the instance.':
      'Berichtigen Sie die Bestellung, oder brechen Sie die Instanz ab.',
    'Handed in': 'Eingereicht',
    'Ask both': 'Beide fragen',
    'Review the figures': 'Zahlen prüfen',
    'Review the contract': 'Vertrag prüfen',
    'Both are done': 'Beide sind fertig',
    'All agree?': 'Stimmen alle zu?',
    Declined: 'Abgelehnt',
    'Do the work': 'Arbeit erledigen',
    Done: 'Erledigt',
    'two days later': 'nach zwei Tagen',
    'a week later': 'nach einer Woche',
    'Remind by mail': 'Per E-Mail erinnern',
    Reminded: 'Erinnert',
    'Take it over': 'Übernehmen',
    'Done late': 'Spät erledigt',
    'A task waits': 'Eine Aufgabe wartet',
    'A task has been waiting for two days.': 'Eine Aufgabe wartet seit zwei Tagen.',
    Amount: 'Betrag',
    Approvals: 'Genehmigungen',
    'Approved by': 'Genehmigt von',
    'Small amounts need nobody.': 'Kleine Beträge braucht niemand zu genehmigen.',
    'Two people look at large ones.': 'Große sehen zwei Personen an.',
    'Income a month': 'Einkommen im Monat',
    'Years as a customer': 'Jahre als Kunde',
    Points: 'Punkte',
    'Every rule that matches adds its points.': 'Jede Regel, die zutrifft, gibt ihre Punkte dazu.',
    'Say what you need, and until when.': 'Sagen Sie, was Sie brauchen, und bis wann.',
    'What is it about?': 'Worum geht es?',
    'Why is it needed?': 'Warum wird es gebraucht?',
    'Amount in euros': 'Betrag in Euro',
    'Needed by': 'Gebraucht bis',
    'What it is about': 'Worum es geht',
    Comment: 'Kommentar',
    'The other side reads it.': 'Die andere Seite liest ihn.',
    Reject: 'Ablehnen',
  }),
);

const SAID = [
  /(\b(?:name|label)=")([^"]*)(?=")/g,
  /(<(?:\w+:)?(?:documentation|text|description)>|<bpm:parameter name="(?:subject|text)">)([^<]*)(?=<)/g,
  /("(?:label|dateLabel|text|description)": ")([^"]*)(?=")/g,
];

/** The text of a template with what people read in German. */
export const inGerman = (content: string): string =>
  SAID.reduce(
    (text, place) =>
      text.replace(
        place,
        (_all, before: string, said: string) => before + (GERMAN.get(said) ?? said),
      ),
    content,
  );
