import { useReturnFocus } from '@/shared/ui';
import type { Offer } from '../offers';
import { AddApprover } from './AddApprover';
import { Candidates } from './Candidates';
import { CompleteMany } from './CompleteMany';
import { GiveMany, GiveOne } from './People';
import { Priority } from './Priority';
import { SendBack } from './SendBack';
import { Times } from './Times';
import type { DialogProps } from './types';

interface Props extends DialogProps {
  offer: Offer;
}

/** The dialog of one thing that can be done with tasks; loaded when the first one is asked for. */
const TaskDialog = ({ offer, ...props }: Props) => {
  useReturnFocus();
  const isMany = props.tasks.length > 1;
  if (offer === 'assign')
    return isMany ? <GiveMany {...props} /> : <GiveOne {...props} path="assign" />;
  if (offer === 'complete') return <CompleteMany {...props} />;
  if (offer === 'delegate') return <GiveOne {...props} path="delegate" />;
  if (offer === 'sendBack') return <SendBack {...props} />;
  if (offer === 'addApprover') return <AddApprover {...props} />;
  if (offer === 'priority') return <Priority {...props} />;
  if (offer === 'candidates') return <Candidates {...props} />;
  return <Times {...props} which={offer} />;
};

export default TaskDialog;
