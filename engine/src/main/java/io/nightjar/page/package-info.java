/** The pages for people: what happened, what was done, what is asked of them. */
@NullMarked
package io.nightjar.page;

import org.jspecify.annotations.NullMarked;
