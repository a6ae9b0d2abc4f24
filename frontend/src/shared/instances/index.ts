export { useRetry, type RetryResult } from './retry';
export { InstanceState, nameOf, stateOf, WaitingSteps } from './state';
export { useTellRetry } from './useTellRetry';
