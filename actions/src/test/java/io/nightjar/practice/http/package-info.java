/** Tests of the HTTP side. */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice.http;
