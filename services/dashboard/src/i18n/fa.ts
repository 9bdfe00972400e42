import { bot } from './fa/bot';
import { botSettings } from './fa/bot-settings';
import { common } from './fa/common';
import { conversations } from './fa/conversations';
import { crm } from './fa/crm';
import { everywhere } from './fa/everywhere';
import { fleet } from './fa/fleet';
import { home } from './fa/home';
import { leads } from './fa/leads';
import { overview } from './fa/overview';
import { people } from './fa/people';
import { privacy } from './fa/privacy';
import { tenants } from './fa/tenants';
import { trace } from './fa/trace';
import { whatsapp } from './fa/whatsapp';
import type { Texts } from './en';

export const fa: Texts = {
  ...bot,
  ...botSettings,
  ...common,
  ...conversations,
  ...crm,
  ...everywhere,
  ...fleet,
  ...home,
  ...leads,
  ...overview,
  ...people,
  ...privacy,
  ...tenants,
  ...trace,
  ...whatsapp,
};
