/** The Kubernetes API over HTTPS. */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice.http;
