-- A lead as an agent works with it: what the customer said and in which message, how good it is and why, how far it has
-- come, and whose it is.
alter table leads
    drop constraint leads_stage_check,
    add constraint leads_stage_check
        check (stage in ('new', 'qualified', 'handed_over', 'visiting', 'won', 'lost')),
    -- Points by the flow's rules, and what they come to; null: nothing was scored.
    add column score integer,
    add column score_class text check (score_class in ('hot', 'warm', 'cold')),
    -- Which rules gave points: [{"rule", "points", "text"}].
    add column score_reasons jsonb not null default '[]',
    -- What is known, by name: {"area": {"value", "message_id", "corrected_by"}}. message_id is of the message that said
    -- it; what has a corrected_by was said by a person of the tenant, and the bot does not touch it.
    add column slots jsonb not null default '{}',
    -- The user who works on it.
    add column assigned_to bigint,
    add constraint leads_assigned_to_fkey foreign key (tenant_id, assigned_to)
        references users (tenant_id, id) on delete set null (assigned_to);
create index leads_assigned_to on leads (tenant_id, assigned_to) where assigned_to is not null;
