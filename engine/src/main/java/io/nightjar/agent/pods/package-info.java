/** What an engine tells an agent of the pods of its node. */
@NullMarked
package io.nightjar.agent.pods;

import org.jspecify.annotations.NullMarked;
