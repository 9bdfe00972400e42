-- Whom a lead is handed over to, and the card that this person gets on their own WhatsApp.
alter table bot_settings
    -- The digits of an international number; null: nobody gets cards.
    add column agent_phone text check (agent_phone ~ '^[0-9]{5,15}$');
-- A card is written once a tenant has set that number, which takes a session-manager of this release: workers come first.
alter table outbox
    drop constraint outbox_kind_check,
    add constraint outbox_kind_check
        check (kind in ('answer', 'follow_up', 'agent', 'farewell', 'card')) not valid;
