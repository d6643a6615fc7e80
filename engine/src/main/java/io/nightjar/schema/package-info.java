/** JSON schemas of the YAML files, made of the records and readers that take them. */
@org.jspecify.annotations.NullMarked
package io.nightjar.schema;
