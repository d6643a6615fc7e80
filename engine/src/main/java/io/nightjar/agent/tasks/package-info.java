/** What an engine wants done on the node of an agent, done once. */
@NullMarked
package io.nightjar.agent.tasks;

import org.jspecify.annotations.NullMarked;
