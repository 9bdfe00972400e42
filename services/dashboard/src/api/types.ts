/** The bodies of session-manager's API by the words that the pages use. What they are is in its document alone. */
import type { components } from './schema';

type Bodies = components['schemas'];

export type Problem = Bodies['Problem'];

export type Role = Bodies['Role'];
/** Who is signed in. Only a token has no address and is nobody in particular, and no token opens a page. */
export type User = Bodies['MyUser'] & { id: number; email: string };
/** Somebody who signs in, as those who may add people see them. */
export type Person = Bodies['User'];
export type ApiToken = Bodies['Token'];
export type CreatedToken = Bodies['CreatedToken'];

export type Tenant = Bodies['Tenant'];
export type TenantPage = Bodies['TenantPage'];

export type Connected = Bodies['Connected'];
export type Disconnected = Bodies['Disconnected'];
export type WhatsAppStatus = Bodies['Status'];
export type PairingCode = Bodies['PairingCode'];
export type WhatsAppSession = Bodies['Session'];
export type Timeline = Bodies['Timeline'];
export type TimelineEvent = Bodies['TimelineEvent'];

export type Node = Bodies['Node'];
export type NewNode = Bodies['NewNode'];
export type NodeChange = Bodies['NodeChange'];
export type NodeTest = Bodies['NodeTest'];
export type Drained = Bodies['Drained'];
export type FleetSession = Bodies['FleetSession'];
export type FleetSessionPage = Bodies['FleetSessions'];
export type Moved = Bodies['Relocated'];
export type WebhookKeys = Bodies['WebhookKeys'];

export type UnroutedEvent = Bodies['UnroutedEvent'];
export type UnroutedPage = Bodies['UnroutedEvents'];
export type DeadLetter = Bodies['DeadLetter'];
export type DeadLetterPage = Bodies['DeadLetters'];
export type AuditEntry = Bodies['AuditEntry'];
export type AuditPage = Bodies['AuditPage'];
export type Fleet = Bodies['Fleet'];
export type FleetNode = Bodies['FleetNode'];
export type FleetStream = Bodies['FleetStream'];
export type FleetConsumer = Bodies['FleetConsumer'];
export type Usage = Bodies['TenantUsage'];
export type UsagePage = Bodies['UsagePage'];
export type Trace = Bodies['Trace'];
export type TraceStep = Bodies['TraceStep'];

export type Conversation = Bodies['Conversation'];
export type ConversationPage = Bodies['ConversationPage'];
export type ConversationDetail = Bodies['ConversationDetail'];
export type ConversationMessage = Bodies['ConversationMessage'];
export type PagedMessage = Bodies['PagedMessage'];
export type MessagePage = Bodies['MessagePage'];
export type MessageMedia = Bodies['MessageMedia'];
export type BotState = Bodies['BotState'];
export type MessageReaction = Bodies['MessageReaction'];
export type QuotedMessage = Bodies['QuotedMessage'];
export type Reply = Bodies['Reply'];
export type Lead = Bodies['Lead'];
export type LeadPage = Bodies['LeadPage'];
export type LeadChange = Bodies['LeadChange'];
export type LeadScore = Bodies['LeadScore'];
export type LeadSlot = Bodies['LeadSlot'];
export type LeadStages = Bodies['LeadStages'];
export type LeadHistory = Bodies['LeadHistory'];
export type LeadHistoryEntry = Bodies['LeadHistoryEntry'];
export type LeadFieldChange = Bodies['LeadFieldChange'];
export type Colleagues = Bodies['Colleagues'];
export type Home = Bodies['Home'];
export type HomeDay = Bodies['HomeDay'];
export type BotSettings = Bodies['BotSettings'];
export type Privacy = Bodies['Privacy'];
export type NewPrivacy = Bodies['NewPrivacy'];
export type Contacts = Bodies['Contacts'];
export type Erasing = Bodies['Erasing'];
export type Faq = Bodies['Faq'];
export type Crm = Bodies['Crm'];
export type CrmWithSecret = Bodies['CrmWithSecret'];
export type CrmDelivery = Bodies['CrmDelivery'];
export type CrmDeliveryPage = Bodies['CrmDeliveryPage'];
