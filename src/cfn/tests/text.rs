use super::cases;
use super::read;

const HEAD: &str = "
Parameters:
  Env: {Type: String, Default: dev}
  Bare: {Type: String}
  List: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /name}
Mappings:
  M:
    dev: {K: one, L: [x, y]}
    prod: {K: two, Same: s}
Conditions:
  Yes: !Equals [a, a]
Resources:
  Fn: {Type: 'AWS::Lambda::Function'}
  R:
    Type: AWS::X::Y
    Properties:
      V: ";

#[test]
fn every_intrinsic_reads_as_text_in_both_forms() {
    let table = [
        ("plain", "plain"),
        ("0123", "0123"),
        ("'!Ref Env'", "!Ref Env"),
        ("!Ref Env", "dev"),
        ("{Ref: Env}", "dev"),
        ("!Ref Bare", "${Bare}"),
        ("!Ref Stored", "${Stored}"),
        ("!Ref Fn", "${Fn}"),
        ("!Ref Fn.Alias", "${Fn.Alias}"),
        ("!Ref AWS::Region", "${AWS::Region}"),
        ("!Ref AWS::NoValue", "-"),
        ("!Ref List", "?Unsupported"),
        ("!GetAtt Fn.Arn", "${Fn.Arn}"),
        ("!GetAtt [Fn, Arn]", "${Fn.Arn}"),
        ("{'Fn::GetAtt': Fn.Arn}", "${Fn.Arn}"),
        ("{'Fn::GetAtt': [S, Outputs.X]}", "${S.Outputs.X}"),
        (
            "!Sub '${Env}-${ Bare }-${!Lit}-${Fn.Arn}'",
            "dev-${Bare}-${Lit}-${Fn.Arn}",
        ),
        ("!Sub ['${a}-${Env}', {a: !Ref Bare}]", "${Bare}-dev"),
        ("{'Fn::Sub': '${AWS::AccountId}'}", "${AWS::AccountId}"),
        ("!Sub '${!stageVariables.x}'", "${stageVariables.x}"),
        ("!Join ['-', [a, !Ref Env, !Ref Bare]]", "a-dev-${Bare}"),
        ("!Join ['-', !Ref List]", "a-b-c"),
        (
            "{'Fn::Join': ['', [a, !If [Yes, b, c], !Ref 'AWS::NoValue']]}",
            "ab",
        ),
        ("!Join ['/', !Split ['.', 'a.b']]", "a/b"),
        ("!Select [1, !Ref List]", "b"),
        ("!Select ['1', [p, !Ref Bare]]", "${Bare}"),
        ("!Select [1, !Split [':', 'arn:aws']]", "aws"),
        (
            "!Select [1, !Split [':', !Sub 'arn:${AWS::Partition}:x']]",
            "${AWS::Partition}",
        ),
        ("!FindInMap [M, !Ref Env, K]", "one"),
        ("!FindInMap [M, nope, K, {DefaultValue: d}]", "d"),
        (
            "!FindInMap [M, !Ref Bare, K]",
            "${!FindInMap [M, !Ref Bare, K]}",
        ),
        ("!Select [1, !FindInMap [M, dev, L]]", "y"),
        ("!ImportValue x-y", "${ImportValue:x-y}"),
        (
            "{'Fn::ImportValue': !Sub '${Env}-x'}",
            "${ImportValue:dev-x}",
        ),
        ("!If [Yes, !Ref Env, no]", "dev"),
        ("{'Fn::If': [Yes, a, b]}", "a"),
        ("'x{{resolve:ssm:/a}}y'", "x${resolve:ssm:/a}y"),
        (
            "!Sub '{{resolve:ssm:/${Env}/${Bare}}}'",
            "${resolve:ssm:/dev/${Bare}}",
        ),
        ("{'Fn::Length': [1, 2]}", "2"),
        ("!Base64 x", "${!Base64 x}"),
        ("!Strange x", "?Unsupported"),
        ("{a: b}", "?Unsupported"),
        ("~", "?Unsupported"),
    ];
    for (written, expected) in table {
        let template = read(&format!("{HEAD}{written}\n"));
        assert_eq!(cases(&template), [expected], "{written}");
    }
}
