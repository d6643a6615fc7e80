/** Evidence in a bucket that speaks the protocol of Amazon S3. */
@org.jspecify.annotations.NullMarked
package io.nightjar.evidence.s3;
