import { common } from './ru/common';
import { conversations } from './ru/conversations';
import { fleet } from './ru/fleet';
import { people } from './ru/people';
import { tenants } from './ru/tenants';
import { whatsapp } from './ru/whatsapp';
import type { Texts } from './en';

export const ru: Texts = {
  ...common,
  ...conversations,
  ...fleet,
  ...people,
  ...tenants,
  ...whatsapp,
};
