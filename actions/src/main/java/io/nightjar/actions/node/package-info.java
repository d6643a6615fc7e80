/** Actions on containers and pods that are done on the node, without the API server. */
@org.jspecify.annotations.NullMarked
package io.nightjar.actions.node;
