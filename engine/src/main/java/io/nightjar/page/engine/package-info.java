/** The pages about the engine itself: its health and its kill switch. */
@org.jspecify.annotations.NullMarked
package io.nightjar.page.engine;
