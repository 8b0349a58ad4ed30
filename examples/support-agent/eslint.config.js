import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['.mastra/', 'node_modules/'] },
  js.configs.recommended,
  tseslint.configs.strict,
  { rules: { '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_' }] } },
  { files: ['*.js'], languageOptions: { globals: { process: 'readonly' } } },
);
