/** The page of the audit log: its leaves, what a verification found, proofs to take away. */
@org.jspecify.annotations.NullMarked
package io.nightjar.page.audit;
