import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const outward = (...patterns) => [
  'error',
  { patterns: patterns.map(([group, message]) => ({ group, message })) },
];
const APP = [['@/app/*', '**/app/*'], 'Only app/ composes; features and shared do not know it.'];
const FEATURES = [
  ['@/features/*', '**/features/*', '!bpmn-js/**', '!bpmn-js-token-simulation/**'],
  'A feature is never imported by another one, nor by shared/.',
];
const ESCAPE = [['../../*'], 'Reach other folders through "@/shared/...".'];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/shared/api/generated.ts'] },
  ...tseslint.configs.recommended,
  jsxA11y.flatConfigs.recommended,
  reactHooks.configs.flat['recommended-latest'],
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      complexity: ['error', 16],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'jsx-a11y/no-autofocus': 'off',
      // These two speak about the React compiler, which the build does not use.
      'react-hooks/preserve-manual-memoization': 'off',
      'react-hooks/incompatible-library': 'off',
    },
  },
  {
    files: ['src/features/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': outward(APP, FEATURES, ESCAPE) },
  },
  {
    files: ['src/shared/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': outward(APP, FEATURES) },
  },
);
