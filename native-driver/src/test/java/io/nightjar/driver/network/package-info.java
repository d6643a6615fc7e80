@org.jspecify.annotations.NullMarked
package io.nightjar.driver.network;
