import { z } from 'zod';

/**
 * Who is being helped. The signed-in session says so, never the model: a tool that took the customer as an argument
 * would hand out any account that a visitor can name.
 */
export const Session = z.object({ customerId: z.string().min(1) });

export type Session = z.infer<typeof Session>;
