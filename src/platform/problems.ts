import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';

class FieldProblem {
  @ApiProperty({ type: String, nullable: true, description: 'Name of the field; null when it is about the whole.' }) id!: string | null;
  @ApiProperty({ description: 'What to do, in the language of the address.' }) text!: string;
}

/** What the public interface answers when it says no (RFC 9457), as `errors.ts` sends it. */
class ProblemAnswer {
  @ApiProperty({ example: 'about:blank' }) type!: string;
  @ApiProperty() title!: string;
  @ApiProperty() status!: number;
  @ApiProperty({ description: 'One sentence in the language of the address.' }) detail!: string;
  @ApiProperty({ example: 'amount-too-small', description: 'The same in every language.' }) code!: string;
  @ApiPropertyOptional({ description: 'Names a fault of ours, to tell on the phone.' }) number?: string;
  @ApiPropertyOptional({ type: [FieldProblem] }) errors?: FieldProblem[];
}

/** Tells the document of the public interface with which problems a handler may answer. */
export const Problems = (...statuses: number[]): MethodDecorator =>
  applyDecorators(ApiExtraModels(ProblemAnswer), ...statuses.map((status) => ApiResponse({
    status, description: STATUS_CODES[status] ?? '', content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemAnswer) } } },
  })));
