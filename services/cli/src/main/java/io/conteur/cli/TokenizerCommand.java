package io.conteur.cli;

import picocli.CommandLine.Command;

/** The tokenizer's offline tools. */
@Command(
        name = "tokenizer",
        description = "Trains and uses SentencePiece tokenizers; needs no Kafka.",
        subcommands = {
            TokenizerTrainCommand.class,
            TokenizerEncodeCommand.class,
            TokenizerDecodeCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class TokenizerCommand {}
