/** Policies as rules; loaded as one chunk, and only when there is a policy. */
export { Policies } from './policies.ts';
