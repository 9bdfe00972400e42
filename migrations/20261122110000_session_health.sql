-- How a wanted session is, in words for people, and what the reconciler has tried. Every column has a
-- default: older services go on writing rows without them.
alter table sessions
    -- connecting, waiting_for_scan, connected, …; an open set.
    add column state text not null default 'connecting',
    add column state_since timestamptz not null default now(),
    -- Why it is so, in one sentence; no secret.
    add column reason text,
    -- Whether a phone was linked since somebody connected last: a lost link is not a code that nobody scanned.
    add column linked boolean not null default false,
    -- What the reconciler has tried since the session was last well.
    add column attempts integer not null default 0,
    -- Not before then does it try again.
    add column next_try_at timestamptz;

update sessions set linked = status = 'WORKING', state = case status
        when 'WORKING' then 'connected'
        when 'SCAN_QR_CODE' then 'waiting_for_scan'
        else 'connecting'
    end
where status is not null;
