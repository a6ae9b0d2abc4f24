/** In the place of another engine's functions, which the FEEL editor would offer where nobody names others. */
export const camundaBuiltins = [];
