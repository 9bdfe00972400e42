import { common } from './fa/common';
import { tenants } from './fa/tenants';
import { whatsapp } from './fa/whatsapp';
import type { Texts } from './en';

export const fa: Texts = { ...common, ...tenants, ...whatsapp };
