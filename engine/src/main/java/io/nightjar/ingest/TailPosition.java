package io.nightjar.ingest;

/**
 * How far one file was read.
 *
 * @param file which file it is, whatever it is called now
 * @param offset bytes of whole lines that are durable
 * @param mark hash of what stands before it, which tells a file from another at the same place
 */
record TailPosition(String file, long offset, String mark) {}
