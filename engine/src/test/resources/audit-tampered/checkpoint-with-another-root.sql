-- found: checkpoint 23 is not signed by nightjar-audit/
-- found: checkpoint 23 does not fit: leaf 22
UPDATE audit_checkpoints SET note = replace(note, substr(note, instr(note, char(10) || '23' || char(10)) + 4, 20), 'AAAAAAAAAAAAAAAAAAAA') WHERE number = 23;
