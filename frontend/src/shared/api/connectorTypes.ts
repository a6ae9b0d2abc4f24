/** How connectors describe themselves to the model editor. */
/** One parameter of a connector; `condition`: it counts only while another one has one of these values. */
export interface TemplateProperty {
  name: string;
  label: string;
  type: 'text' | 'multiline' | 'number' | 'boolean' | 'choice' | 'list' | 'context' | 'any';
  description: string;
  group: string | null;
  feel: 'optional' | 'required' | 'none';
  required: boolean;
  choices: { value: string; label: string }[];
  default: string | null;
  condition: { property: string; one_of: string[] } | null;
}

export interface ConnectorTemplate {
  id: string;
  connector: string;
  operation: string | null;
  version: number;
  name: string;
  description: string;
  appliesTo: string[];
  icon: string;
  result: string;
  groups: { id: string; label: string }[];
  properties: TemplateProperty[];
}
