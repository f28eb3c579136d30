/** Commands that use a checkpoint folder without Kafka. Begin with {@code GenerateCommand}. */
@NullMarked
package io.conteur.cli.offline;

import org.jspecify.annotations.NullMarked;
