package io.nightjar.export;

import io.nightjar.store.OnPostgres;

@OnPostgres
class AuditExportOnPostgresIT extends AuditExportTest {}
