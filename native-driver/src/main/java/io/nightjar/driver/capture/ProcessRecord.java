package io.nightjar.driver.capture;

import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.ProcessInfo;
import java.util.function.Consumer;

/** A process as a record of its own; fields that come later are appended. */
final class ProcessRecord {
  private ProcessRecord() {}

  static Consumer<FieldWriter> fields(ProcessInfo process) {
    ProcessInfo parent = process.parent();
    return fields ->
        fields
            .number(process.tgid())
            .number(process.startTimeTicks())
            .number(process.namespaceTgid())
            .number(process.parentTgid())
            .number(parent == null ? -1 : parent.startTimeTicks())
            .number(process.sessionId())
            .number(process.processGroupId())
            .number(process.tty())
            .number(process.uid())
            .number(process.gid())
            .number(process.euid())
            .number(process.egid())
            .number(process.loginUid())
            .number(process.cgroupId())
            .number(process.capInheritable())
            .number(process.capPermitted())
            .number(process.capEffective())
            .number(process.exeFlags())
            .number(process.exeInode())
            .number(process.exeChangeTimeNanos())
            .number(process.exeModifyTimeNanos())
            .flag(process.argsTruncated())
            .text(process.name())
            .text(process.exePath())
            .text(process.cwd())
            .text(process.userName())
            .text(process.groupName())
            .text(process.containerId())
            .text(process.podUid())
            .text(process.cgroupPath())
            .number(process.namespaceStartNanos())
            .list(process.args())
            .list(process.environment());
  }

  static ProcessInfo read(FieldReader fields) throws Malformed {
    int tgid = fields.number();
    ProcessInfo.Builder process =
        ProcessInfo.builder(tgid, fields.longNumber())
            .namespaceTgid(fields.number())
            .parentTgid(fields.number());
    // the parent's start tells two that are alike apart; the table finds the parent by its id
    fields.longNumber();
    int session = fields.number();
    process.session(session, fields.number()).tty(fields.number());
    long uid = fields.longNumber();
    long gid = fields.longNumber();
    process
        .user(uid, fields.longNumber())
        .group(gid, fields.longNumber())
        .loginUid(fields.longNumber())
        .cgroupId(fields.longNumber());
    long inheritable = fields.longNumber();
    long permitted = fields.longNumber();
    process.capabilities(inheritable, permitted, fields.longNumber()).exeFlags(fields.longNumber());
    long inode = fields.longNumber();
    long changed = fields.longNumber();
    process
        .exeFile(inode, changed, fields.longNumber())
        .argsTruncated(fields.flag())
        .name(fields.text())
        .exePath(fields.text())
        .cwd(fields.text())
        .userName(fields.text())
        .groupName(fields.text());
    String container = fields.text();
    return process
        .container(new ContainerIdentity(container, fields.text()))
        .cgroupPath(fields.text())
        .namespaceStart(fields.longNumber())
        .args(fields.list())
        .environment(fields.list())
        .build();
  }
}
