-- When what happened to a reply after it was sent, or instead: for whoever looks where one was slow. Replies from before
-- have none of these times.
alter table outbox
    -- When WhatsApp first said that the other's device has it, and that it was read.
    add column delivered_at timestamptz,
    add column read_at timestamptz,
    -- When it was given up, refused or cancelled.
    add column ended_at timestamptz;

-- Noted here and not by those who close replies: they are many statements, and those of the release before are among them.
-- The conditions of the triggers are all that other changes of a reply pay for it.
create function note_outbox_receipt() returns trigger language plpgsql as $$
begin
    new.delivered_at := coalesce(new.delivered_at, clock_timestamp());
    if new.ack >= 3 then
        new.read_at := coalesce(new.read_at, clock_timestamp());
    end if;
    return new;
end
$$;
create trigger outbox_receipt before update on outbox for each row
    when (new.ack >= 2 and new.ack is distinct from old.ack)
    execute function note_outbox_receipt();

create function note_outbox_end() returns trigger language plpgsql as $$
begin
    new.ended_at := case when new.state in ('failed', 'cancelled') then clock_timestamp() end;
    return new;
end
$$;
-- WhatsApp may have sent after all what was given up.
create trigger outbox_end before update on outbox for each row
    when (new.state <> old.state and (new.state in ('failed', 'cancelled') or old.state in ('failed', 'cancelled')))
    execute function note_outbox_end();
