package io.nightjar.cli;

import io.nightjar.store.OnPostgres;

@OnPostgres
class PlaybookBacktestOnPostgresIT extends PlaybookBacktestTest {}
