//! How people leave and come back in English.

use super::Said;

pub(super) const SAID: Said = Said {
    before: &[
        "hi",
        "hello",
        "hey",
        "ok",
        "okay",
        "please",
        "pls",
        "plz",
        "kindly",
        "just",
        "no",
        "no_thanks",
        "no_thank_you",
        "thanks",
        "thank_you",
        "sorry",
        "sir",
        "madam",
        "guys",
        "bot",
        "dear",
        "enough",
        "not_interested",
        "im_not_interested",
        "i_am_not_interested",
        "i_said",
        "i_told_you_to",
        "i_asked_you_to",
        "you_can",
        "i_want_you_to",
        "id_like_you_to",
    ],
    after: &[
        "please",
        "pls",
        "plz",
        "thanks",
        "thank_you",
        "thx",
        "ok",
        "okay",
        "anymore",
        "any_more",
        "any_longer",
        "again",
        "ever",
        "forever",
        "at_all",
        "bot",
        "sir",
        "madam",
        "guys",
        "man",
        "bro",
        "dear",
    ],
    stop: &[
        "stop stop? stop? now|immediately|already?",
        "stop it|this|all|everything|bot now|immediately?",
        "stopall",
        "cancel|quit",
        "cancel|end|stop my|the|this? subscription",
        "i_want_to|i_wish_to|id_like_to|i_would_like_to|let_me? opt_out|optout|unsub|unsubscribe now|\
         immediately?",
        "opt_me_out",
        "unsubscribe me|us|all now|immediately?",
        "remove|delete me|us",
        "i_want_to|i_wish_to|id_like_to|i_would_like_to? stop receiving|getting|sending? messages|texts|\
         msgs|spam|ads",
        "dont|do_not|dnt message|msg|text|contact",
        "no_more messages|message|texts|msgs|spam",
        "go_away",
    ],
    stop_or_ask: &[
        "can|could|would|will you please|just? stop",
        "can|could|would|will? you? please|just? stop|quit|cease sending|texting|messaging|msging|\
         writing|contacting|spamming|bothering|disturbing|harassing|annoying to? me|us? any|all|these|\
         those|this|the|your|such|more? messages|message|texts|msgs|msg|stuff|things|spam|ads|adverts|\
         offers|promotions|updates|notifications? to_me|to_my_phone|to_this_number? now|immediately|\
         right_now|at_once|asap?",
        "can|could|would|will|i_want_to|i_wish_to|id_like_to|i_would_like_to? you? please|just? stop \
         with|receiving|getting? any|all|these|those|this|the|your messages|message|texts|msgs|msg|spam|\
         ads|adverts|offers|promotions|notifications from_you? now|immediately|right_now|at_once|asap?",
        "dont|do_not|dnt|never ever? text|message|msg|write|contact|spam|bother|disturb|harass|annoy|dm \
         to? me|us",
        "dont|do_not|dnt|never ever? contact|text|message|write_to this_number|my_number",
        "dont|do_not|dnt|never ever? send to? me|us? any|your|these|those|this|more? more|of_your|\
         of_these? messages|message|texts|msgs|msg|anything|spam|ads|adverts|offers|promotions|\
         notifications",
        "i? dont|do_not|no_longer want|wish|need|care_for to? receive|get|have|see? any|all? more? of? \
         your|these|those|the|such|this? messages|message|texts|msgs|spam|ads|adverts|promotions|\
         notifications from_you|from_your_company|here?",
        "i? dont|do_not|no_longer want|wish you? to_be|to contacted|messaged|texted|disturbed|bothered|\
         text_me|message_me|write_to_me|write_me|contact_me|hear_from_you|hear_from_you_guys by_you?",
        "can|could? you? please? remove|delete|take|erase me|us|my_number|my_phone|my_phone_number|\
         my_contact|this_number from|off|off_of|out_of your|the|this|all? broadcast|mailing|contact|\
         marketing|whatsapp? list|lists|database|contacts|system",
        "can|could? you? please? remove|delete|erase my number|phone|phone_number|contact",
        "leave_me alone",
        "can|could|i_want_to|i_wish_to|id_like_to|i_would_like_to? you? please? unsubscribe me? from \
         your|this|these|the|all? messages|list|service|updates|mailing_list|notifications|everything|\
         this|it|here",
        "can|could you please? unsubscribe me|us",
        "how do_i|can_i|to|do_we unsubscribe|opt_out|stop_these_messages|stop_your_messages|\
         stop_the_messages",
        "how do_i|can_i|to stop getting|receiving these|your|the|any? messages|texts|ads|spam|notifications?",
        "can_i unsubscribe|opt_out",
    ],
    start: &[
        "start|restart|begin|resume|subscribe|resubscribe|unstop|continue|opt_in|optin again|over|now?",
        "yes start|begin|resume|subscribe|continue again?",
        "subscribe_me|sign_me_up again?",
        "start|resume|begin sending|texting|messaging|writing to? me? messages?",
        "lets start|begin|continue again?",
        "you? can? text|message|write|write_to|contact me again?",
        "send_me messages again?",
    ],
};
