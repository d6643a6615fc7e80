package io.nightjar.rules.pushdown;

import io.nightjar.driver.ExecDenial;
import io.nightjar.driver.KernelFilter;
import io.nightjar.rules.language.Expression;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel does for one rule.
 *
 * @param condition of the rule, with its exceptions and without names of macros
 * @param filter sends at least every event that the condition holds for
 * @param denial what it kills; null where the rule does not ask for that
 */
public record Pushdown(Expression condition, KernelFilter filter, @Nullable ExecDenial denial) {}
