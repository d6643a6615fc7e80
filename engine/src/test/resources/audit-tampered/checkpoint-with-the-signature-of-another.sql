-- found: checkpoint 23 is not signed by nightjar-audit/
UPDATE audit_checkpoints SET note =
  substr(note, 1, instr(note, char(10) || char(10)) + 1) ||
  (SELECT substr(o.note, instr(o.note, char(10) || char(10)) + 2) FROM audit_checkpoints o WHERE o.number = 22)
  WHERE number = 23;
