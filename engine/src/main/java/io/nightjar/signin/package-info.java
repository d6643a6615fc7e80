/** Who is it: sessions of people, and the ways in which they and programs prove who they are. */
@org.jspecify.annotations.NullMarked
package io.nightjar.signin;
