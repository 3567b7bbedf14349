// Prints what sigs.k8s.io/yaml reads in each file, as JSON: the reader of kubectl, of Argo and of Argo CD.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"sigs.k8s.io/yaml"
)

func main() {
	encoder := json.NewEncoder(os.Stdout)
	for _, path := range os.Args[1:] {
		if err := encoder.Encode([]any{path, "sigs.k8s.io/yaml", read(path)}); err != nil {
			panic(err)
		}
	}
}

// kubectl splits a file where a line begins with `---`.
func read(path string) any {
	text, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	documents := []any{}
	for _, one := range strings.Split(strings.TrimPrefix(string(text), "---\n"), "\n---") {
		var document any
		if err := yaml.Unmarshal([]byte(one), &document); err != nil {
			return fmt.Sprint(err)
		}
		if document != nil {
			documents = append(documents, document)
		}
	}
	return documents
}
