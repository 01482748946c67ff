// What `npm run check` leaves to ESLint; oxlint does the rest (oxlint.config.mjs).
export { ownRules as default } from './eslint.config.ts';
