package io.nightjar.notify;

import io.nightjar.store.OnPostgres;

/** The same on a real PostgreSQL. */
@OnPostgres
class OutboxOnPostgresIT extends OutboxTest {}
