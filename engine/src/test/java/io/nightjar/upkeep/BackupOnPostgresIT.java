package io.nightjar.upkeep;

import io.nightjar.store.OnPostgres;

/** From PostgreSQL into a SQLite file. */
@OnPostgres
class BackupOnPostgresIT extends BackupTest {}
