/** Lists that are searched: the filters stand in the address, so that it can be handed on. */
@org.jspecify.annotations.NullMarked
package io.nightjar.page.search;
