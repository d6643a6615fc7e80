/** What takes longer than a page may: done in the background, one at a time. */
@org.jspecify.annotations.NullMarked
package io.nightjar.page.work;
