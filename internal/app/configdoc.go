package app

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type configCommand struct{}

// Run prints docs/config.md from the flags themselves, so that it cannot tell anything else.
func (configCommand) Run(env *environment) error {
	parser, err := newParser(&cli{}, io.Discard, io.Discard, func(int) {})
	if err != nil {
		return err
	}
	doc := &strings.Builder{}
	doc.WriteString("# Configuration\n\nWritten by `make generate` from the code. Every flag has an environment twin; a flag beats it.\n")
	for _, command := range parser.Model.Leaves(true) {
		describe(doc, command)
	}
	_, err = io.WriteString(env.out, doc.String())
	return err
}

func describe(doc *strings.Builder, command *kong.Node) {
	fmt.Fprintf(doc, "\n## `%s`\n\n%s\n", command.FullPath(), command.Help)
	var flags []*kong.Flag
	for _, group := range command.AllFlags(true) {
		for _, flag := range group {
			if flag.Name != "help" {
				flags = append(flags, flag)
			}
		}
	}
	if len(flags) == 0 {
		return
	}
	doc.WriteString("\n| flag | environment | default | |\n| --- | --- | --- | --- |\n")
	for _, flag := range flags {
		fmt.Fprintf(doc, "| `--%s` | %s | %s | %s |\n", flag.Name, codes(flag.Envs), code(flag.Default), strings.ReplaceAll(flag.Help, "|", `\|`))
	}
}

func codes(texts []string) string {
	var quoted []string
	for _, text := range texts {
		quoted = append(quoted, code(text))
	}
	return strings.Join(quoted, " ")
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}
