/**
 * Stands in for the date picker of form-js in the bundle: our own date field takes the place of the one that would
 * open it.
 */
export default null;
