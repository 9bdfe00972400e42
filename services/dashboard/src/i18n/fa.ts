import { common } from './fa/common';
import { fleet } from './fa/fleet';
import { people } from './fa/people';
import { tenants } from './fa/tenants';
import { whatsapp } from './fa/whatsapp';
import type { Texts } from './en';

export const fa: Texts = { ...common, ...fleet, ...people, ...tenants, ...whatsapp };
