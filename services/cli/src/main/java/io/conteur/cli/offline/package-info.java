/**
 * Commands that use a checkpoint folder without Kafka. Begin with {@code GenerateCommand}; {@code
 * OfflineModel} opens a folder, {@code ExportCommand} writes it for other programs, and {@code
 * ImportedCheckpoint} publishes one that a training continues from.
 */
@NullMarked
package io.conteur.cli.offline;

import org.jspecify.annotations.NullMarked;
