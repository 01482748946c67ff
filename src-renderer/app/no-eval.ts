import { z } from 'zod';

// Imported before everything else: zod decides when a schema is made whether it may compile it, and the page's policy allows no eval.
z.config({ jitless: true });
