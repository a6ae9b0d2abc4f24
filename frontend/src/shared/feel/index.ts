export { evaluate, isFeel } from './evaluate';
export { Decimal } from './number';
export { fillTemplate, type Data, type Filling } from './template';
export { isContext, textOf, type Context, type Feel } from './values';
