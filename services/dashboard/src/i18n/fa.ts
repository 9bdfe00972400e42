import { bot } from './fa/bot';
import { botSettings } from './fa/bot-settings';
import { common } from './fa/common';
import { conversations } from './fa/conversations';
import { crm } from './fa/crm';
import { fleet } from './fa/fleet';
import { leads } from './fa/leads';
import { people } from './fa/people';
import { tenants } from './fa/tenants';
import { whatsapp } from './fa/whatsapp';
import type { Texts } from './en';

export const fa: Texts = {
  ...bot,
  ...botSettings,
  ...common,
  ...conversations,
  ...crm,
  ...fleet,
  ...leads,
  ...people,
  ...tenants,
  ...whatsapp,
};
