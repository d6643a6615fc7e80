/** Load for the driver and the bookkeeping around it: what {@code nightjar bench} is made of. */
@org.jspecify.annotations.NullMarked
package io.nightjar.driver.bench;
