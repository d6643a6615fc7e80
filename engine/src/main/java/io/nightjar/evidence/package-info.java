/**
 * Evidence of containers of this node: collected kind by kind, each bounded in time and size, kept
 * in a folder per response whose files' hashes are in the audit log.
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.evidence;
